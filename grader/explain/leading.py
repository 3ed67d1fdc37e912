"""A leading question for every mistake of the catalogue: it points, and never says.

Where a mistake was named, its question takes the place of the exercise's own at the second stage.
"""

from collections.abc import Mapping

_ONE_MOMENT = (
    "Draw the unrolled chain and put a finger on every place where this matrix is used. How many "
    "are there, and can a nudge at each of them still be felt at the error?"
)
_FAR_BACK = (
    "Short sequences may come out right and longer ones not. Is there a number in your code that "
    "decides how far back it looks?"
)
_TWICE = "Tick off each contribution as your code adds it. Is one of them ticked more than once?"
_SIZE = "Direction and shape are right, the size is not. What do you divide by, and does the loss?"
_BACKWARDS = (
    "To go one state back you cross one connection in reverse. If a single recurrent weight were "
    "not zero, which neuron should get the blame?"
)
_SLOPES = "Count the activations on your road, and the slopes you multiplied with. Do they agree?"
_UPHILL = (
    "Would a small step along your result make the loss grow? And is a slope asked for, or a step?"
)
_ARROW = (
    "There is a state at each end of an arrow. Which one feeds it and which one is made by it? "
    "Compare the times with the forward equation."
)
_OUTPUT = (
    "Which function stands between the last product and the output in this exercise, and whose "
    "slope is in your answer?"
)
_FIRST_FACTOR = "Estimate dE/dy with two lines of code. Is it what your walk back starts with?"
_SLOPE = (
    "Where the state is one half, how steep is the activation at the point that this state came "
    "from? What does your code say?"
)
_INPUT = (
    "Which input entered at the same moment as the state in your hand? Print both indices in every "
    "pass."
)
_TABLE = (
    "Write the shape under each factor. One row for each source, one column for each target: which "
    "product of two rows makes such a table?"
)
_ORDER = "Matrices do not change places. In which order do you meet the factors on your way back?"
_LIMITED = (
    "For gentle numbers all is well, for violent ones not. Is something kept within limits, and "
    "does that belong to a derivative?"
)
_ROADS = (
    "Trace each road from the matrix to the error with a pencil, once. Is there one that your code "
    "does not walk, or walks twice?"
)

_ACTIVATED = (
    "Read the equations of the network once more, from the inside out. To what is the activation "
    "applied, how often, and to what is it not?"
)
_FEEDS = (
    "Put a finger on each arrow that ends in the new state. Does your program hear from all of "
    "them, at every step?"
)
_MATRICES = (
    "Write the name of a layer at each side of each matrix. Which layer does a row come from, and "
    "which one does it go to?"
)
_ERROR = (
    "Take two outputs, one too large by one and one too small by one. How large is the error then, "
    "as the text states it, and what do you get?"
)

LEADING: Mapping[str, str] = {
    **dict.fromkeys(("A01", "A15"), _ONE_MOMENT),
    "A02": "Each pass of your loop makes something useful. What of it is left when the loop ends?",
    **dict.fromkeys(("A03", "I09"), _FAR_BACK),
    **dict.fromkeys(
        ("A04", "I05"),
        "All agrees but the very first transition. What does the network start from, and was it "
        "zero where you tried your code?",
    ),
    "A05": "The older parts agree and the newest is not there. Where does your loop begin?",
    **dict.fromkeys(("A06", "A13"), _TWICE),
    "A07": "What does a state do when the matrix is nudged at its own step only? Does one of your "
    "factors follow the earlier steps as well?",
    **dict.fromkeys(("A08", "P08", "L04"), _SIZE),
    "A09": "One moment is scored. Where does its error enter your walk back, and how often?",
    **dict.fromkeys(
        ("A10", "A17"),
        "Something should travel from pass to pass. Which variable does the next pass read, and "
        "which one did this pass write?",
    ),
    **dict.fromkeys(("A11", "M01", "M07", "M08"), _BACKWARDS),
    **dict.fromkeys(("A12", "T01", "T10"), _SLOPES),
    "A14": "How much does the loss feel of a state after the last one? Start from that.",
    "A16": "The first step is treated by itself. Is its road to the error really shorter?",
    "L01": "Differentiate the loss exactly as it is stated. Is a constant left over?",
    **dict.fromkeys(("L02", "L03", "L05"), _UPHILL),
    **dict.fromkeys(
        ("L06", "L07"), "One step is scored here. Does your sum run over steps that are not?"
    ),
    **dict.fromkeys(("L08", "I01", "T11"), _ARROW),
    **dict.fromkeys(("L09", "L12"), _OUTPUT),
    **dict.fromkeys(("L10", "L11"), _FIRST_FACTOR),
    **dict.fromkeys(("T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T12", "T13"), _SLOPE),
    **dict.fromkeys(("I02", "I03", "I08"), _INPUT),
    "I04": "Python accepts negative places. What does your list hold one step before its start?",
    **dict.fromkeys(
        ("I06", "I07"),
        "Print the states after the forward pass, for two different starts. Do they differ from "
        "each other, and from step to step?",
    ),
    **dict.fromkeys(("M02", "M03", "M04", "M09"), _TABLE),
    **dict.fromkeys(("M05", "M06"), _ORDER),
    **dict.fromkeys(("P01", "P02", "P03", "P04"), _LIMITED),
    **dict.fromkeys(("V01", "V02", "V03", "V07", "V08", "V12"), _ACTIVATED),
    **dict.fromkeys(("V04", "V10"), _FEEDS),
    **dict.fromkeys(("V05", "V06"), _MATRICES),
    "V11": "Which state is asked for in the first row, and which one do you put there?",
    **dict.fromkeys(("V13", "V14", "V15", "V16"), _ERROR),
    "P05": "How many digits do your numbers carry, and where are the others lost?",
    "P06": "A small part of your result grows with the weights. Is there a penalty in this loss?",
    **dict.fromkeys(
        ("P07", "P12"),
        "What survives from one call to the next, and did you write into something you were given?",
    ),
    "P09": "Is the matrix still the same when the next pass uses it?",
    **dict.fromkeys(
        ("P10", "P11"), "Are these numbers derived or measured? Could you have them in one pass?"
    ),
    **dict.fromkeys(("Z1", "Z2", "Z3"), _ROADS),
    "Z4": "Several matrices have this shape. Which is asked for, and where does its arrow begin?",
    "missing-path": _ROADS,
    "duplicate-path": _TWICE,
    "total-derivative": "Which of your factors holds the rest of its equation still?",
    "sign": _UPHILL,
}

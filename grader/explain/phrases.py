"""What a mistake is called: one phrase for every id of the catalogue.

A phrase follows "Gives the same values as"; it says what would give these numbers, never what
somebody did.  `{...}` is filled in from the mistake at hand, `{gradient}` with what was asked for.
"""

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "A01": "the newest contribution alone",
    "A02": "the oldest contribution alone, the last one that a loop computes",
    "A03": "the {count} newest contributions alone",
    "A04": "the sum without its oldest contribution",
    "A05": "the sum without its newest contribution",
    "A06": "the sum with its {which} contribution counted twice",
    "A07": "a sum in which every contribution holds the earlier ones once more",
    "A08": "the {gradient} divided by the number of steps",
    "A09": "a walk back that adds the error of the output at every step",
    "A10": "a walk back in which no step hears anything from the step after it",
    "A11": "a walk back that leaves out the matrix between two states{where}",
    "A12": "a walk back without the slope of {operation}{where}",
    "A13": "twice the {gradient}",
    "A14": "a walk back that starts from ones where it should start from zeros",
    "A15": "a loop that runs forward in time",
    "A16": "a walk back that takes the first step to stand right under the error",
    "A17": "zero: nothing from the error arrives",
    "I01": "products with `{read}` one step too late",
    "I02": "products with `{read}` one step too early",
    "I03": "products with `{read}` one step too late",
    "I04": "products in which the first step takes the last `{read}` for the one before it",
    "I05": "a walk back that takes the start state to be zero",
    "I06": "the {gradient} of a network that starts from zero",
    "I07": "states that are all the last one, as if one array were kept for all of them",
    "I08": "products with `{read}` in the opposite order of time",
    "I09": "the {count} newest contributions alone, as if there were always {count} steps",
    "L01": "half the {gradient}",
    "L02": "the {gradient} with the opposite sign",
    "L03": "half the {gradient}, with the opposite sign",
    "L04": "the {gradient} divided by the number of outputs",
    "L05": "{factor} times the {gradient}",
    "L06": "the {gradient} of the errors of all steps together",
    "L07": "a sum over the states of all steps, where one step is scored",
    "L08": "a product with `{read}` one step too early",
    "L09": "the {gradient} {what}",
    "L10": "a walk back that starts from the squared error and not from its derivative",
    "L11": "a walk back in which every output carries the error of all outputs",
    "L12": "a walk back that starts from a softmax less the target",
    "M01": "a walk back that crosses the matrix between two states as if it went forward{where}",
    "M02": "the {gradient} turned over, rows for columns",
    "M03": "rows multiplied entry by entry where a table is made of the two",
    "M04": "one number, an inner product, in every entry",
    "M05": "a product of the links between states in the opposite order",
    "M06": "a walk back that multiplies with the slope after the matrix, not before it",
    "M07": "a walk back that sums the matrix between two states over one of its axes{where}",
    "M08": "a walk back that uses only the diagonal of the matrix between two states{where}",
    "P01": "the {gradient} with every entry cut off at {limit}",
    "P02": "the {gradient} with every entry cut off at {limit}",
    "P03": "the {gradient} shortened where it is long",
    "P04": "a walk back in which what is handed on is cut off at {limit}",
    "P05": "the {gradient}, rounded",
    "P07": "a sum that is not set back to zero between two calls",
    "P08": "the mean over a batch",
    "P09": "weights that change while they are still used to walk back",
    "T01": "a slope of {operation} that is 1 everywhere{where}",
    "T02": "a slope of {operation} taken at what {operation} has already been applied to{where}",
    "T03": "a slope of {operation} that belongs to another function{where}",
    "T04": "a slope of {operation} written as 1 - s{where}",
    "T05": "a slope of {operation} written as (1 - s)^2{where}",
    "T06": "a slope of {operation} written as 1 + s^2{where}",
    "T07": "a slope of {operation} that is upside down{where}",
    "T08": "a slope of {operation} under a square root{where}",
    "T09": "a slope of {operation} written as -s^2{where}",
    "T10": "a walk back without the slope of {operation}{where}",
    "T11": "slopes taken at the state one step {side}{where}",
    "T12": "a slope of {operation} averaged to one number{where}",
    "T13": "a slope of {operation} taken at what {operation} has not been applied to yet{where}",
    "V01": "a network without {operation} in the equation of {name}",
    "V02": "a network that applies {operation} twice in the equation of {name}",
    "V03": "a network with {other} in the place of {operation} in the equation of {name}",
    "V04": "a network in which {read} has no part in {name}",
    "V05": "a network that multiplies with {weight} turned over, rows for columns",
    "V06": "a network in which {weight} and {other} have changed places",
    "V07": "a network that applies {operation} to each part of {name} and adds up afterwards",
    "V08": "a network that applies {operation} to {name} as well",
    "V10": "a network in which every step starts from the start state again",
    "V11": "the states in the opposite order, the last one first",
    "V12": "what {operation} is applied to, in the place of {name} itself",
    "V13": "an error without the square",
    "V14": "an error with absolute values in the place of squares",
    "V15": "the root of the error",
    "V16": "an error that is summed up first and squared afterwards",
    "Z1": "a walk back without the link from {link}",
    "Z2": "a walk back without the link from {link}",
    "Z3": "a walk back that counts every link between two steps twice",
    "Z4": "the {gradient} for {other}",
}

SAME_VALUES: Mapping[str, tuple[str, ...]] = {
    "A01": ("A15", "A03"),
    "A08": ("P08",),
    "A13": ("P07",),
    "P05": ("P10", "P11"),
}
"""Mistakes that give the same values by their nature: they are always named beside the other."""


def phrase(code: str, said: Mapping[str, str]) -> str:
    """The phrase of a mistake, filled in."""
    return PHRASES[code].format_map(said)


def sentence(phrases: list[str], others: list[str]) -> str:
    """One sentence: the mistakes that were found together, and what gives the same values."""
    if len(phrases) > 1:
        said = f"Gives the same values as two things at once: {phrases[0]}; and {phrases[1]}."
    else:
        said = f"Gives the same values as {phrases[0]}."
    if others:
        said += f" So does this: {others[0]}."
    return said

"""What the commands do: for students, instructors, authors."""

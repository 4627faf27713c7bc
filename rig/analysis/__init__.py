"""The analysis of a trial: repetitions, contacts, balance and the statements that follow."""

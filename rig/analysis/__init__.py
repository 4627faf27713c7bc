"""The analysis of a trial: repetitions, contacts, balance and what can be said of them."""

"""What we tell others: the two plans as documents, made from what is on record on a day."""

"""What is true of money and movements: pure values and rules, no I/O, no clock."""

"""How the shipped weights are made. Needs PyTorch and the teacher; nothing here is imported at run time."""

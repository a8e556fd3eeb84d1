"""What people send to a case, checked; each form belongs to one act (`incidents.acts`)."""

// Days of a month are picked by pressing, by dragging, or by the arrow keys with shift; the two fields of dates say which they are.

"""Values to what is shown: lines, columns and rows. Pure, and tested without an app."""

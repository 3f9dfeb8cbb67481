"""From the evaluation report to the result: who wins, who is told what, and what undoes an award."""

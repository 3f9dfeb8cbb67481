"""Starting and keeping the processes of one installation: what to prepare, what to run, what to do when one dies."""

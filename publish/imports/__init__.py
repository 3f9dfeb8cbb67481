"""Taking in what other platforms published: files in, disclosures and a report out.

Readers hand over lines, ``notices``, ``land`` and ``ocds`` make drafts of them, ``store`` keeps the drafts once.
"""

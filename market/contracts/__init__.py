"""Contracts: from the award to the archive. Drafted from a template, signed with passkeys, published, performed,
paid."""

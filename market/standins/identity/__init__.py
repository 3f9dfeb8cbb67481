"""The city's identity service, invented: real OpenID Connect (discovery, authorisation code with PKCE, tokens,
userinfo, keys) for invented people, a certificate authority that signs statements, and failures on demand."""

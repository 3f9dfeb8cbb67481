"""What is public: disclosures with versions, their outlets, and the records that search reads."""

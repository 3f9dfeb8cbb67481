"""``manage.py rotate_receipt_key``: sign with a fresh key from now on; receipts signed before keep holding."""
from django.core.management.base import BaseCommand

from market.custody import signers


class Command(BaseCommand):
    help = "Put a fresh receipt key in use. The old private key is destroyed, its public half stays published."

    def handle(self, **options):
        self.stdout.write(f"现在用于签名的密钥：{signers.rotate().id}")

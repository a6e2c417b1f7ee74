"""Backups: one whole, checked file that a database can be brought back from."""

from bot.store.backup.bring_back import Restored, inspect_backup, restore
from bot.store.backup.take import Backup, back_up, keep_before_upgrade

__all__ = ["Backup", "Restored", "back_up", "inspect_backup", "keep_before_upgrade", "restore"]

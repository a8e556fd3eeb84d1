"""Acts on plans and policies; each is one transaction."""

from playbooks.services.drafts import discard, new_draft, save_draft
from playbooks.services.publishing import publish, retire, return_to_draft, submit
from playbooks.services.seed import seed
from playbooks.services.yaml_files import export_yaml, import_yaml

__all__ = [
    "discard",
    "export_yaml",
    "import_yaml",
    "new_draft",
    "publish",
    "retire",
    "return_to_draft",
    "save_draft",
    "seed",
    "submit",
]

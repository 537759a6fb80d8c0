"""The sheet for reading a release aloud, as a file beside its drafts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from linkj_press.build.beside import Beside
from linkj_press.build.enclosures import read_pictures
from linkj_press.catalogue import Catalogue
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import HTML, name_release
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.show.proof import ProofSheet
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import explain_refusal, write_files


def make_proof(
    workspace: Workspace, partner: str, catalogue: Catalogue, made_on: date
) -> ProofSheet:
    """Return the sheet of the release of *partner*, as the files are now.

    Raises ProblemsFound when it cannot be drafted, or with every picture that cannot be read.
    """
    languages: Sequence[Language] = workspace.list_languages(partner)
    drafts = Drafter(workspace).draft_all([partner], languages)
    pictures = {
        path: picture
        for document in drafts
        for path, picture in read_pictures(document, workspace.root).items()
    }
    documents = {document.language: document for document in drafts}
    return ProofSheet(workspace, partner, documents, pictures, catalogue, made_on)


@explain_refusal()
def write_proof(sheet: ProofSheet, folder: Path) -> tuple[Path, list[Message]]:
    """Return where *sheet* stands in *folder*, and what was kept that a person had changed there.

    Raises NotWritten.
    """
    release_on = next(iter(sheet.documents.values())).release_on
    path = folder / f"{name_release(release_on, sheet.partner)}_proof{HTML}"
    changes = Beside(folder, HTML).plan({path: sheet.render().encode()}, [path])
    return path, [kept.tell() for kept in write_files(changes)]

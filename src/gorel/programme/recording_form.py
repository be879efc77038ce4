"""The organiser's form of a recording: where it is, its captions and chapters, and what they vouch for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.forms import received, uploads
from gorel.ground.second_save import SecondSave
from gorel.programme import captions, recordings
from gorel.programme.models import Captions, Point, Recording
from gorel.programme.point_fields import address
from gorel.programme.words import Language

_SAID = {
    "too-large": gettext_lazy("The film is larger than 300 MB. Put it where your organisation keeps films, and write "
                              "the link here."),
    "empty": gettext_lazy("The file is empty."),
    "wrong-kind": gettext_lazy("The file is no film in MP4 or WebM, whatever its name says."),
}  # fmt: skip


class RecordingForm(SecondSave, forms.Form):
    """What is told of a recording; `facts()` is what `recordings.save` takes."""

    recording_url = address(
        gettext_lazy("Link to the recording"),
        help_text=gettext_lazy("Where the film can be watched, if it does not lie here."),
    )
    film = received.FileField(
        label=gettext_lazy("Or put in the film"), required=False,
        help_text=gettext_lazy("MP4 or WebM of at most 300 MB. A new film takes the old one's place."),
    )  # fmt: skip
    length = forms.CharField(
        label=gettext_lazy("How long the film is"), required=False, max_length=10,
        help_text=gettext_lazy("Minutes and seconds, for example 47:10 or 1:02:05."),
    )  # fmt: skip
    captions = forms.ChoiceField(
        label=gettext_lazy("Captions"), choices=Captions.choices, required=False, widget=forms.RadioSelect
    )
    captions_file = received.FileField(
        label=gettext_lazy("File of captions"), required=False,
        help_text=gettext_lazy("WebVTT (.vtt) or SubRip (.srt) of at most 1 MB. It is checked as soon as it is kept."),
    )  # fmt: skip
    captions_language = forms.ChoiceField(
        label=gettext_lazy("Language of the captions"), choices=Language.choices, required=False
    )
    captions_are_read = forms.BooleanField(
        label=gettext_lazy("A person has read the captions through"), required=False,
        help_text=gettext_lazy("Captions that a machine has written need to be corrected by somebody who knows."),
    )  # fmt: skip
    is_described = forms.BooleanField(
        label=gettext_lazy("What is shown is also said, or audio-described"), required=False,
        help_text=gettext_lazy("For those who do not see the pictures and the slides."),
    )  # fmt: skip
    chapters = forms.CharField(
        label=gettext_lazy("Chapters"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line, the time first: 12:30 Questions from the audience."),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, point: Point, recording: Recording) -> None:
        length = captions.clock(recording.length_s) if recording.length_s else ""
        named = ("captions", "captions_language", "captions_are_read", "is_described", "chapters")
        initial = {name: getattr(recording, name) for name in named}
        url = "" if recording.has_film else point.recording_url
        super().__init__(data, files, initial=initial | {"recording_url": url, "length": length})
        self.recording = recording

    def clean_length(self) -> int | None:
        """Read the length as seconds."""
        said = self.cleaned_data["length"].strip()
        found = captions.seconds(said) if said else None
        if said and not found:
            raise forms.ValidationError(_("Write minutes and seconds, for example 47:10."))
        return found

    def clean_film(self) -> Any:
        """Know the film by its first bytes."""
        file = self.cleaned_data["film"]
        if file:
            try:
                uploads.kind_of_start(file, kinds=recordings.FILMS, most_bytes=recordings.MOST_FILM)
            except uploads.Refused as refusal:
                raise forms.ValidationError(_SAID[str(refusal)]) from None
        return file

    def clean_captions_file(self) -> str:
        """Return the captions as text. Whatever its name says, it must be text in UTF-8 that has captions in it."""
        file = self.cleaned_data["captions_file"]
        if not file:
            return ""
        if file.size > captions.MOST_BYTES:
            raise forms.ValidationError(_("The file of captions is larger than 1 MB."))
        try:
            text = file.read(captions.MOST_BYTES + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file of captions is no text in UTF-8.")) from None
        text = captions.srt_as_vtt(text.replace("\x00", ""))
        if not captions.read(text).cues:
            raise forms.ValidationError(_("There are no captions in the file."))
        return text

    def clean_chapters(self) -> str:
        """Ask for the times that a line lacks."""
        text = self.cleaned_data["chapters"]
        _found, wrong = recordings.read_chapters(text)
        if wrong:
            said = _("“{line}” does not begin with a time. Write for example 12:30 Questions.").format(line=wrong[0])
            raise forms.ValidationError(said)
        return text

    def clean(self) -> dict[str, Any]:
        """A file of captions is needed where they are said to be in one."""
        given = super().clean() or {}
        has_file = bool(given.get("captions_file")) or bool(self.recording.captions_text)
        if given.get("captions") == Captions.FILE and not has_file and "captions_file" not in self.errors:
            self.add_error("captions_file", _("Choose the file of captions."))
        return given

    def facts(self) -> dict[str, Any]:
        """Return what is told, as `recordings.save` takes it."""
        given = self.cleaned_data
        found = {
            "length_s": given["length"], "captions": given["captions"] or Captions.NONE,
            "captions_language": given["captions_language"] or "sv", "captions_are_read": given["captions_are_read"],
            "is_described": given["is_described"], "chapters": given["chapters"],
        }  # fmt: skip
        if given["captions_file"]:
            found |= {"captions_text": given["captions_file"], "captions": Captions.FILE}
        return found

    @property
    def url(self) -> str | None:
        """Return where the film is; None when it stays where it is."""
        said = self.cleaned_data["recording_url"]
        return said if said or not self.recording.has_film else None

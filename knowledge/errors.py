"""Every error that leaves the core, and who reads it.

::

    SteppeError
    ├── QuestionError          user: the question itself cannot be taken (empty, too long)
    ├── BriefingError          user: a day or zone that cannot be briefed on, a stored briefing of another form
    ├── SourceError            user: a document cannot be taken; the message says why and what to do
    │   ├── FormatError            not a format we read, or not what its name says
    │   ├── EmptyError             nothing to read in it
    │   ├── EncryptedError         asks for a password
    │   ├── TooLargeError          over the size cap
    │   ├── LanguageError          neither Japanese nor English
    │   ├── AddressError           an address that is not public http(s)
    │   └── FetchError             the address did not answer well
    │       └── LateError              not in time
    ├── SettingsError          operator: a setting is missing or wrong
    ├── LibraryError           operator: the library on disk
    │   ├── LockedError            another process writes to it
    │   ├── DamagedError           catalogue or index cannot be read
    │   ├── DiskError              full, read-only or no permission
    │   └── NotFoundError          user: no such source or passage
    ├── StateError             operator: the bot's own database (chats, subscriptions)
    ├── CorpusError            operator: a file of the dossier is wrong; names file and line
    ├── PromptError            developer: a prompt file breaks its contract
    ├── EncoderError           operator: weights missing or damaged, or an embedding provider failed
    └── ModelError             operator: the chat model; the reader gets the extractive answer
        ├── ModelSetupError        unknown provider, missing extra or key
        ├── ModelUnavailableError  refused, rate-limited, down, timed out
        └── ModelReplyError        answered, but not in the agreed form

Each message is one line and says what to do. Foreign errors are mapped where they arise, with ``raise … from``.
"""

from __future__ import annotations


class SteppeError(Exception):
    """The root: one clear line for whoever can act on it."""


class QuestionError(SteppeError):
    """The question is empty or too long."""


class BriefingError(SteppeError):
    """The day, zone or theme asked for is impossible, or a stored briefing cannot be read."""


class SourceError(SteppeError):
    """A document cannot be taken into the library."""


class FormatError(SourceError):
    """The file is not of a format that is read here, or not what its name says."""


class EmptyError(SourceError):
    """The file holds no text."""


class EncryptedError(SourceError):
    """The file asks for a password."""


class TooLargeError(SourceError):
    """The file or page is over the size cap."""


class LanguageError(SourceError):
    """The text is neither Japanese nor English."""


class AddressError(SourceError):
    """The address is not a public http or https address."""


class FetchError(SourceError):
    """The address did not answer, or not well."""


class LateError(FetchError):
    """The address did not answer in time."""


class SettingsError(SteppeError):
    """A setting is missing or wrong."""


class LibraryError(SteppeError):
    """The library on disk cannot do what was asked."""


class LockedError(LibraryError):
    """Another process is writing to the library."""


class DamagedError(LibraryError):
    """The catalogue or the index cannot be read."""


class DiskError(LibraryError):
    """The disk is full, or the folder cannot be written."""


class NotFoundError(LibraryError):
    """No source or passage has this id."""


class StateError(SteppeError):
    """The bot's own database cannot be opened, read or written."""


class CorpusError(SteppeError):
    """A file of the shipped or own dossier is wrong."""


class PromptError(SteppeError):
    """A prompt file breaks its contract."""


class EncoderError(SteppeError):
    """The sentence encoder cannot be loaded or did not answer."""


class ModelError(SteppeError):
    """The chat model gave no usable answer."""


class ModelSetupError(ModelError):
    """The chat model cannot be built from the settings."""


class ModelUnavailableError(ModelError):
    """The chat model refused, was rate-limited, was down or timed out."""


class ModelReplyError(ModelError):
    """The chat model answered outside the agreed form."""

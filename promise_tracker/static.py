"""How static files are stored: under a name that changes with their content, and compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Browsers may keep every file for ever, modules that scripts import included."""

    support_js_module_import_aggregation = True

#include <libxml/xmlversion.h>
// ICU's own headers contradict those of Foundation's copy of ICU. Only encoding handlers, which
// we never touch, are laid out differently without it.
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>

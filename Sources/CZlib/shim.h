#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// zlib remembers where a stream lies and where its buffers are. Here the stream is allocated once and never moves, and
// the buffers are named for one call only, so that no pointer outlives the call it was lent for. `gzip` is 1 for the
// format of RFC 1952 and 0 for that of RFC 1950.

static inline z_stream *chirograph_inflate_new(int gzip) {
    z_stream *stream = (z_stream *)calloc(1, sizeof(z_stream));
    if (stream != NULL && inflateInit2(stream, MAX_WBITS + (gzip ? 16 : 0)) != Z_OK) {
        free(stream);
        stream = NULL;
    }
    return stream;
}

static inline void chirograph_inflate_free(z_stream *stream) {
    inflateEnd(stream);
    free(stream);
}

static inline z_stream *chirograph_deflate_new(int gzip) {
    z_stream *stream = (z_stream *)calloc(1, sizeof(z_stream));
    if (stream != NULL
        && deflateInit2(
               stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + (gzip ? 16 : 0), 8, Z_DEFAULT_STRATEGY)
            != Z_OK) {
        free(stream);
        stream = NULL;
    }
    return stream;
}

static inline void chirograph_deflate_free(z_stream *stream) {
    deflateEnd(stream);
    free(stream);
}

// Lends both buffers to one call. `*inputLength` and `*outputLength` come back as what was consumed and produced.
static inline int chirograph_zlib_step(
    int (*step)(z_stream *, int), int flush, z_stream *stream, const void *input, unsigned *inputLength, void *output,
    unsigned *outputLength) {
    unsigned available = *inputLength;
    unsigned room = *outputLength;
    stream->next_in = (z_const Bytef *)input;
    stream->avail_in = available;
    stream->next_out = (Bytef *)output;
    stream->avail_out = room;
    int code = step(stream, flush);
    *inputLength = available - stream->avail_in;
    *outputLength = room - stream->avail_out;
    stream->next_in = NULL;
    stream->avail_in = 0;
    stream->next_out = NULL;
    stream->avail_out = 0;
    return code;
}

static inline int chirograph_inflate(
    z_stream *stream, const void *input, unsigned *inputLength, void *output, unsigned *outputLength) {
    return chirograph_zlib_step(inflate, Z_NO_FLUSH, stream, input, inputLength, output, outputLength);
}

static inline int chirograph_deflate(
    z_stream *stream, int last, const void *input, unsigned *inputLength, void *output, unsigned *outputLength) {
    return chirograph_zlib_step(
        deflate, last ? Z_FINISH : Z_NO_FLUSH, stream, input, inputLength, output, outputLength);
}

static inline unsigned chirograph_crc32(unsigned checksum, const void *bytes, size_t length) {
    return length == 0 ? checksum : (unsigned)crc32_z(checksum, (const Bytef *)bytes, length);
}

package io.github.metis8d.io.latents;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** A gzip file of which every flush ends a member. */
final class GzipMembers extends FilterOutputStream {
    private GZIPOutputStream member;

    GzipMembers(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (member == null) {
            member = new GZIPOutputStream(out, 1 << 16);
        }
        member.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (member != null) {
            member.finish();
            member = null;
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

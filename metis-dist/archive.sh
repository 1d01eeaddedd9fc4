#!/usr/bin/env bash
# Makes the archive: a Java runtime, the jars, the launcher, documents, licences, example audio, and the hashes of all that.
# Maven calls it (mvn -Pdist package) when the jars and the list of their licences lie in target. From the same jars and
# the same JDK come the same bytes.
#
#   archive.sh NAME JDK TIME [SIZE]
#
# NAME is that of the archive and of the folder in it, JDK the home of the one whose runtime it takes, TIME what all files
# are dated, and SIZE, e.g. 60M, that of the pieces into which the archive is cut besides.
set -euo pipefail
export LC_ALL=C
umask 022
cd "$(dirname "${BASH_SOURCE[0]}")"
name=$1 jdk=$2 time=$3 size=${4:-}
archive=$name.tar.gz

# What the jars name (jdeps), and TLS with elliptic curves, which is found at run time.
modules=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss
modules+=,java.security.sasl,java.sql,jdk.crypto.ec,jdk.management,jdk.unsupported

cd target
rm -rf "$name" "$archive"*
mkdir "$name"
"$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --output "$name/runtime"
cp --link --recursive lib "$name/lib"
cp ../src/metis ../src/README.md ../../LICENSE "$name"
cp --recursive ../../docs "$name/docs"
mkdir "$name/examples"
cp --recursive ../../examples/audio "$name/examples/audio"
cp --recursive ../src/licenses "$name/licenses"
cp licenses/libraries.txt "$name/licenses"
(cd "$name" && find . -type f -printf '%P\0' | sort --zero-terminated | xargs --null sha256sum > ../SHA256SUMS)
mv SHA256SUMS "$name"

tar --create --format=gnu --sort=name --mtime="$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX "$name" |
    gzip --no-name > "$archive"
if [ -n "$size" ]; then
    split --bytes="$size" --numeric-suffixes --suffix-length=3 "$archive" "$archive."
fi
sha256sum "$archive"* > "$archive.sha256"
echo "$PWD/$archive"

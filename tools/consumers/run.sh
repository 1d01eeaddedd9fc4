#!/usr/bin/env bash
# Publishes the library into a folder and uses it from there as other people's builds do: Maven (and runs it), Ivy, and
# Gradle where there is one; for this platform and for all others. Fetches their native libraries, 400 MB.
#
#   tools/consumers/run.sh [FOLDER]     FOLDER keeps what was fetched, for the next time; default: target/consumers
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mkdir -p "${1:-$root/target/consumers}" && cd "${1:-$root/target/consumers}" && pwd)
here=$root/tools/consumers
published=$work/published
version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$root/pom.xml" | head -n 1)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
passed=0
failed=0

check() { # DESCRIPTION COMMAND...
    local what=$1
    shift
    if "$@" > "$work/log" 2>&1; then
        echo "ok      $what"
        passed=$((passed + 1))
    else
        echo "FAILED  $what"
        tail -n 20 "$work/log" | sed 's/^/        /'
        failed=$((failed + 1))
    fi
}

fails() { # COMMAND...
    ! "$@"
}

# What the consumers get goes into a repository of their own; what this machine has already is copied from there.
cat > "$work/settings.xml" <<XML
<settings>
  <localRepository>$work/m2</localRepository>
  <profiles>
    <profile>
      <id>consumer</id>
      <repositories>
        <repository><id>published</id><url>file://$published</url></repository>
        <repository><id>here</id><url>file://$HOME/.m2/repository</url></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>here</id><url>file://$HOME/.m2/repository</url></pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>consumer</activeProfile></activeProfiles>
</settings>
XML
maven() {
    mvn -B -q -s "$work/settings.xml" "$@"
}

dependency() { # ARTIFACT [VERSION [CLASSIFIER [TYPE]]]
    local group=org.bytedeco
    [[ $1 == metis-* ]] && group=io.github.metis8d
    echo "<dependency><groupId>$group</groupId><artifactId>$1</artifactId>${2:+<version>$2</version>}"
    echo "${3:+<classifier>$3</classifier>}${4:+<type>$4</type>}</dependency>"
}

# A project that takes its versions from the BOM.
project() { # NAME DEPENDENCY...
    local folder=$work/$1
    shift
    mkdir -p "$folder/src/main/java"
    cp "$here/Consumer.java" "$folder/src/main/java/"
    sed -e "s|@VERSION@|$version|" -e "s|@DEPENDENCIES@|$(printf '%s ' "$@" | tr -d '\n')|" "$here/pom.xml" > "$folder/pom.xml"
}

rm -rf "$published" "$work/m2/io/github/metis8d"
check "publish" mvn -B -q -f "$root/pom.xml" -DskipTests deploy "-DaltDeploymentRepository=published::file://$published"
check "no property is left in a published pom" fails grep -rl --include=*.pom '\${' "$published"
check "sources and Javadoc are published" test "$(find "$published" -name '*-sources.jar' -o -name '*-javadoc.jar' | wc -l)" -ge 6

libraries="$(dependency metis-native) $(dependency metis-io)"
project runs "$libraries" "$(dependency metis-linux-x86_64 '' '' pom)"
check "Maven, linux-x86_64" maven -f "$work/runs/pom.xml" compile dependency:build-classpath "-Dmdep.outputFile=$work/runs/classpath"
if [ "$(uname -sm)" = "Linux x86_64" ]; then
    check "it encodes" "$java" -cp "$work/runs/target/classes:$(cat "$work/runs/classpath")" Consumer
fi
project bare "$libraries"
check "Maven, no platform" maven -f "$work/bare/pom.xml" compile dependency:build-classpath "-Dmdep.outputFile=$work/bare/classpath"
check "no native library comes unasked" fails grep -E 'linux|macosx|windows' "$work/bare/classpath"
for platform in macosx-arm64 windows-x86_64; do
    project "$platform" "$libraries" "$(dependency "metis-$platform" '' '' pom)"
    check "Maven, $platform" maven -f "$work/$platform/pom.xml" compile dependency:resolve
done
# LibTorch's bindings have no build for it; all else has.
project linux-arm64 "$libraries" "$(dependency javacpp 1.5.13 linux-arm64)" "$(dependency ffmpeg 8.0.1-1.5.13 linux-arm64)"
check "Maven, linux-arm64, metis-io" maven -f "$work/linux-arm64/pom.xml" compile dependency:resolve

# Ivy and Gradle find there what Maven has fetched.
sed -e "s|@PUBLISHED@|$published|" -e "s|@HERE@|$work/m2|" "$here/ivysettings.xml" > "$work/ivysettings.xml"
check "fetch Ivy" maven dependency:copy -Dartifact=org.apache.ivy:ivy:2.5.3 "-DoutputDirectory=$work"
for artifact in metis-native metis-io metis-parquet metis-linux-x86_64 metis-macosx-arm64 metis-windows-x86_64; do
    check "Ivy, $artifact" "$java" -jar "$work/ivy-2.5.3.jar" -settings "$work/ivysettings.xml" -cache "$work/ivy" \
        -dependency io.github.metis8d "$artifact" "$version" -confs default -retrieve "$work/ivy-lib/$artifact/[artifact]-[revision](-[classifier]).[ext]"
done

if command -v gradle > /dev/null; then
    mkdir -p "$work/gradle/src/main/java"
    cp "$here/Consumer.java" "$work/gradle/src/main/java/"
    sed -e "s|@VERSION@|$version|" -e "s|@PUBLISHED@|$published|" -e "s|@HERE@|$work/m2|" "$here/build.gradle" > "$work/gradle/build.gradle"
    echo "rootProject.name = 'consumer'" > "$work/gradle/settings.gradle"
    check "Gradle" gradle -q --no-daemon -g "$work/gradle-home" -p "$work/gradle" compileJava libraries
else
    echo "skipped Gradle, which is not on this machine"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

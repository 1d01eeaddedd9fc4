#!/usr/bin/env bash
# Makes a SPARK_HOME of what Maven has of Spark: the jars, and scripts of the names that Spark's own distribution has, which
# is several times as large.
#
#   tools/spark/home.sh FOLDER     then  export SPARK_HOME=FOLDER PATH=FOLDER/bin:FOLDER/sbin:$PATH
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
home=$(mkdir -p "$1" && cd "$1" && pwd)
version=$(sed -n 's|.*<spark.version>\(.*\)</spark.version>.*|\1|p' "$root/pom.xml")

if [ ! -e "$home/jars/spark-sql_2.13-$version.jar" ]; then
    rm -rf "$home/jars"
    mvn -B -q -f "$here/pom.xml" "-Dspark.version=$version" \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies "-DoutputDirectory=$home/jars"
fi
mkdir -p "$home/bin" "$home/sbin"

script() { # NAME CLASS
    cat > "$home/$1" <<SCRIPT
#!/usr/bin/env bash
# What Spark's script of this name does, but for its many settings.
set -euo pipefail
export SPARK_HOME=\$(cd "\$(dirname "\$(readlink -f "\${BASH_SOURCE[0]}")")/.." && pwd) SPARK_SCALA_VERSION=2.13
java=\${JAVA_HOME:+\$JAVA_HOME/bin/}java
# The command as Spark's launcher writes it, with the modules that Spark opens for itself: an empty word, a new line, and
# words, each ended by a zero.
command=()
while IFS= read -r -d '' word; do
    command+=("\${word#\$'\n'}")
done < <("\$java" -cp "\$SPARK_HOME/jars/*" org.apache.spark.launcher.Main $2 "\$@")
exec "\${command[@]:1}"
SCRIPT
    chmod +x "$home/$1"
}
script bin/spark-submit org.apache.spark.deploy.SparkSubmit
script sbin/master org.apache.spark.deploy.master.Master
script sbin/worker org.apache.spark.deploy.worker.Worker

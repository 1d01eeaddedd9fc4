package io.github.metis8d.spark;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Folders of audio as a table of latents, in SQL, and in every language that Spark has, under the name {@code metis}:
 *
 * <pre>{@code
 * CREATE TEMPORARY VIEW speech USING metis OPTIONS (path 'hdfs:///speech', precision 'bf16');
 * CREATE TABLE latents AS SELECT * FROM speech;
 * }</pre>
 *
 * <p>Options are those of {@link LatentTransformer#option} for paths, the {@code path} of a folder, which is gone through at
 * any depth, and {@code ending}, the endings of the files to take in any case, with commas between them ({@code .wav} by
 * default). Whoever reads the table twice has the files encoded twice.
 */
public final class LatentSource implements RelationProvider, DataSourceRegister {
    private static final String FOLDER = "path";
    private static final String ENDING = "ending";

    /** Made by Spark. */
    public LatentSource() {}

    @Override
    public String shortName() {
        return "metis";
    }

    @Override
    public BaseRelation createRelation(SQLContext sql, Map<String, String> parameters) {
        if (!parameters.contains(FOLDER)) {
            throw new IllegalArgumentException("name the folder of the audio by the option path, or by load(...)");
        }
        LatentTransformer transformer = new LatentTransformer();
        for (java.util.Map.Entry<String, String> option :
                CollectionConverters.asJava(parameters).entrySet()) {
            boolean ofSource =
                    option.getKey().equalsIgnoreCase(FOLDER) || option.getKey().equalsIgnoreCase(ENDING);
            transformer = ofSource ? transformer : transformer.option(option.getKey(), option.getValue());
        }
        String endings = parameters.contains(ENDING) ? parameters.apply(ENDING) : ".wav";
        return new Latents(sql, transformer, new Path(parameters.apply(FOLDER)), List.of(endings.split(",")));
    }

    /** The table. */
    private static final class Latents extends BaseRelation implements TableScan {
        private final SQLContext sql;
        private final LatentTransformer transformer;
        private final Path folder;
        private final List<String> endings;

        Latents(SQLContext sql, LatentTransformer transformer, Path folder, List<String> endings) {
            this.sql = sql;
            this.transformer = transformer;
            this.folder = folder;
            this.endings = endings.stream()
                    .map(ending -> ending.trim().toLowerCase(Locale.ROOT))
                    .toList();
        }

        @Override
        public SQLContext sqlContext() {
            return sql;
        }

        @Override
        public StructType schema() {
            return LatentTable.SCHEMA;
        }

        @Override
        public RDD<Row> buildScan() {
            SparkSession spark = sql.sparkSession();
            StructType columns =
                    new StructType().add(LatentTable.PATH, DataTypes.StringType).add("length", DataTypes.LongType);
            Dataset<Row> files = spark.createDataFrame(list(spark.sparkContext().hadoopConfiguration()), columns);
            return transformer.transform(files).javaRDD().rdd();
        }

        /** Spark's own source of files passes over empty ones, which are failures here. */
        private List<Row> list(Configuration hadoop) {
            try {
                RemoteIterator<LocatedFileStatus> files =
                        folder.getFileSystem(hadoop).listFiles(folder, true);
                List<Row> rows = new ArrayList<>();
                while (files.hasNext()) {
                    LocatedFileStatus file = files.next();
                    String name = file.getPath().getName().toLowerCase(Locale.ROOT);
                    if (endings.stream().anyMatch(name::endsWith)) {
                        rows.add(RowFactory.create(file.getPath().toString(), file.getLen()));
                    }
                }
                return rows;
            } catch (IOException e) {
                throw new MetisException(
                        folder + " cannot be listed: " + e.getMessage() + "; check the option path", e);
            }
        }
    }
}

package io.github.metis8d.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.StatCounter;
import scala.Tuple2;

/**
 * Deals files out to partitions like cards, the largest first. So no partition has more bytes than another by more than the
 * largest file, and each has large files and small ones. Nothing of it is held by the driver.
 */
final class SizeSpread {
    /** What a file costs beside its bytes, in bytes. */
    private static final long FILE_COST = 1 << 14;

    private final Dataset<Row> files;
    private final Broadcast<SerializableConfiguration> hadoop;

    /**
     * A file, in the order in which they are dealt.
     *
     * @param path the file
     * @param length its bytes
     */
    private record Sized(String path, long length) implements Comparable<Sized>, Serializable {
        @Override
        public int compareTo(Sized other) {
            int bySize = Long.compare(other.length, length);
            return bySize != 0 ? bySize : String.valueOf(path).compareTo(String.valueOf(other.path));
        }

        double cost() {
            return (double) length + FILE_COST;
        }
    }

    /** @param files the path, and the length where it is known */
    SizeSpread(Dataset<Row> files, Broadcast<SerializableConfiguration> hadoop) {
        this.files = files;
        this.hadoop = hadoop;
    }

    /**
     * Spreads them.
     *
     * @param partitions how many, or 0 for what suits them
     * @return the paths
     */
    Dataset<Row> over(int partitions) {
        SparkSession spark = files.sparkSession();
        JavaRDD<Sized> sized = sized().persist(StorageLevel.MEMORY_AND_DISK());
        int count = partitions > 0
                ? partitions
                : fitting(sized.mapToDouble(Sized::cost).stats());
        JavaRDD<Row> dealt = sized.sortBy(file -> file, true, sized.getNumPartitions())
                .zipWithIndex()
                .mapToPair(file -> new Tuple2<>((int) (file._2 % count), RowFactory.create(file._1.path())))
                .partitionBy(new HashPartitioner(count))
                .values();
        return spark.createDataFrame(dealt, new StructType().add(files.schema().apply(0)));
    }

    private JavaRDD<Sized> sized() {
        if (files.columns().length > 1) {
            return files.javaRDD().map(row -> new Sized(row.getString(0), row.isNullAt(1) ? 0 : row.getLong(1)));
        }
        Broadcast<SerializableConfiguration> stores = hadoop;
        // A list of paths is often in one partition, and to ask a store for a million of them takes its time.
        return files.javaRDD()
                .repartition(files.sparkSession().sparkContext().defaultParallelism())
                .map(row -> new Sized(
                        row.getString(0),
                        length(row.getString(0), stores.value().value())));
    }

    /** Zero where it is not known: encoding the file tells why. */
    private static long length(String path, Configuration hadoop) {
        try {
            Path file = new Path(path);
            return file.getFileSystem(hadoop).getFileStatus(file).getLen();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    private int fitting(StatCounter costs) {
        SparkSession spark = files.sparkSession();
        long bytes = JavaUtils.byteStringAsBytes(spark.conf().get("spark.sql.files.maxPartitionBytes"));
        double bySize = Math.ceil(costs.sum() / bytes);
        long wanted = Math.max(spark.sparkContext().defaultParallelism(), (long) bySize);
        return (int) Math.max(1, Math.min(wanted, costs.count()));
    }
}

package io.microexp.examples.bulk.spark;

import io.microexp.Emotion;
import io.microexp.examples.bulk.FaceRow;
import io.microexp.image.awt.AwtImages;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scores the faces of many photos on Apache Spark: on all cores of this machine, or on a cluster if {@code spark-submit}
 * names one. Photos are read where the work is done. The model is part of the jar that Spark ships to each executor once.
 */
public final class SparkBulk {
    private static final List<Emotion> LABELS = Emotion.FER2013;
    private static final List<String> COUNTS = List.of("faces", "x", "y", "width", "height");
    private static final List<String> TEXTS = List.of("file", "label", "error");

    private SparkBulk() {}

    /**
     * The pipeline of this executor, opened by its first photo and shared by its threads. It lasts as long as the JVM.
     */
    private static final class Executor {
        static final EmotionPipeline PIPELINE = EmotionPipeline.open();
    }

    /**
     * Returns the table of scores, which is computed when it is written or shown.
     *
     * @param spark the session
     * @param photos paths or patterns of any file system that Spark reads, such as {@code photos/*.jpg}
     * @return one row per face, per photo without faces, and per file that cannot be read
     */
    public static Dataset<Row> score(SparkSession spark, String... photos) {
        return spark.read()
                .format("binaryFile")
                .load(photos)
                .select("path", "content")
                .flatMap((FlatMapFunction<Row, Row>) SparkBulk::rows, Encoders.row(schema()));
    }

    private static Iterator<Row> rows(Row photo) {
        byte[] content = photo.getAs("content");
        Supplier<List<FaceEmotion>> analysis =
                () -> Executor.PIPELINE.analyze(AwtImages.toPixelBuffer(AwtImages.read(content)));
        return FaceRow.of(photo.getString(0), analysis).stream()
                .map(row -> RowFactory.create(row.values(LABELS).toArray()))
                .iterator();
    }

    private static StructType schema() {
        StructType schema = new StructType();
        for (String column : FaceRow.columns(LABELS)) {
            schema = schema.add(column, type(column));
        }
        return schema;
    }

    private static DataType type(String column) {
        if (TEXTS.contains(column)) {
            return DataTypes.StringType;
        }
        return COUNTS.contains(column) ? DataTypes.IntegerType : DataTypes.FloatType;
    }

    /**
     * Scores photos and writes the table.
     *
     * @param args paths or patterns of photos, and last the folder to write: as CSV if its name ends so, else as Parquet
     * @throws IOException if Spark does not end well
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("Usage: bulk-spark.jar PHOTOS... TABLE\n"
                    + "  PHOTOS  paths or patterns such as 'photos/*.jpg'\n"
                    + "  TABLE   a new folder of CSV files if its name ends in .csv, else of Parquet files");
            System.exit(2);
        }
        SparkConf conf = new SparkConf()
                .setAppName("microexp")
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.log.level", "ERROR");
        String table = args[args.length - 1];
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            score(spark, List.of(args).subList(0, args.length - 1).toArray(String[]::new))
                    .write()
                    .option("header", true)
                    .format(table.endsWith(".csv") ? "csv" : "parquet")
                    .save(table);
        }
    }
}

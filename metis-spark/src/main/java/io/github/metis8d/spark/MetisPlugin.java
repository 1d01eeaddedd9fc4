package io.github.metis8d.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Closes the encoders of an executor before Spark takes it apart, and says at the start what is set so that encoding would
 * be slow or would not be tried again: {@code spark.plugins=io.github.metis8d.spark.MetisPlugin}. All works without it;
 * encoders are then closed as the JVM ends.
 */
public final class MetisPlugin implements SparkPlugin {
    private static final System.Logger LOG = System.getLogger(MetisPlugin.class.getName());

    /** Made by Spark. */
    public MetisPlugin() {}

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            @Override
            public Map<String, String> init(SparkContext spark, PluginContext context) {
                SettingsAdvice.of(spark.getConf(), spark.isLocal())
                        .forEach(advice -> LOG.log(System.Logger.Level.WARNING, advice));
                return Map.of();
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void shutdown() {
                ExecutorEncoders.ofProcess().close();
            }
        };
    }
}

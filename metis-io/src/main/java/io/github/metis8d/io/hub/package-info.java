/**
 * Fetches published checkpoints, in the cache layout that Python's {@code huggingface_hub} shares.
 *
 * <p>{@link HubModelResolver} is the way in. What is whole on disk is found by {@link CheckpointCache} ({@link HubCache} knows
 * the layout, {@link StatisticsFile} the one file that is no part of it) and used without a word to the network. What is
 * missing goes this way:
 *
 * <ol>
 * <li>{@link CheckpointFetch} asks {@link HubClient} for every file ({@link RemoteFile}) before it brings any, and notes the
 *     commits last, so that they never name a snapshot that is not whole;
 * <li>{@link HubFetcher} and {@link StatisticsFetch} take a {@link FetchLock}, so that a file comes once to a machine;
 * <li>{@link ResumableDownload} brings it in as many attempts as it takes ({@link Retries}, {@link RetryAdvice}), into a
 *     {@link PartialFile} that the next process goes on with, and names it once its {@link ContentHash} is right;
 * <li>{@link HubHttp} makes the requests, and keeps the token from all hosts but the hub's; {@link StallGuard} ends those of
 *     which nothing more comes.
 * </ol>
 *
 * <p>{@link HubSettings} are the environment variables, those of Python's library. What cannot be had is put into words by
 * {@link FetchFailure}, {@link HubRefusal} and {@link Unreachable}. {@link CheckpointVerifier} holds what is here against the
 * published hashes.
 */
package io.github.metis8d.io.hub;

package io.txgroup.verification.servers;

import java.util.List;
import java.util.Map;

/**
 * What a container is made of.
 *
 * @param image what runs in it
 * @param environment what the image's own start script is told
 * @param command the server and its options, where it listens among them
 * @param readyWords what a line of its output contains when it is ready
 * @param readyLines how many such lines a start writes; with two, the first is of a server that only makes the database
 */
record ContainerRecipe(
        Image image, Map<String, String> environment, List<String> command, String readyWords, int readyLines) {
    ContainerRecipe {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }
}

package dev.tally.aggregator.carbon;

import java.io.IOException;
import java.net.Socket;

/** What is done with a connection. */
@FunctionalInterface
interface Conversation {
  /**
   * Until the client or the server goes.
   *
   * @param client its address
   */
  void run(String client, Socket socket) throws IOException, InterruptedException;
}

package dev.tally.aggregator.turn;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A process among those that share a metadata database.
 *
 * @param name host:pid, for a person
 */
public record Node(String name) {
  /** So much of a host's name, in characters: Quartz has room for 95 of what begins with it. */
  private static final int HOST_LENGTH_MAX = 50;

  public static Node ofThisProcess() {
    return new Node(host() + ":" + ProcessHandle.current().pid());
  }

  private static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return host.substring(0, Math.min(host.length(), HOST_LENGTH_MAX));
    } catch (UnknownHostException e) {
      return "localhost"; // a machine that does not know its own name
    }
  }
}

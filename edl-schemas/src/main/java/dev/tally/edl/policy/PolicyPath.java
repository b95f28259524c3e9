package dev.tally.edl.policy;

import java.util.ArrayList;
import java.util.List;

/** Paths of a folder of EDL, with forward slashes; the folder itself is {@code ""}. */
final class PolicyPath {
  private PolicyPath() {}

  /** {@code "shop"} of {@code "shop/order.proto"}. */
  static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** {@code "order.proto"} of {@code "shop/order.proto"}. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static boolean isBelow(String path, String folder) {
    return folder.isEmpty() || path.startsWith(folder + "/");
  }

  /** The folders that a file is in, the outermost first: {@code ""}, {@code "shop"}. */
  static List<String> folders(String path) {
    List<String> folders = new ArrayList<>();
    folders.add("");
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      folders.add(path.substring(0, slash));
    }
    return folders;
  }
}

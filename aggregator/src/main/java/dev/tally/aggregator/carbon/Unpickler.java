package dev.tally.aggregator.carbon;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pickles of all protocols (0 to 5) that are made of lists, tuples, texts, numbers, booleans
 * and None, as those of carbon's clients are. Nothing else is there: no class is looked up and
 * nothing is called, every other opcode ends it. See CPython, {@code Lib/pickletools.py}.
 *
 * <p>Lists and tuples become {@link List}s, texts and bytes {@link String}s, numbers {@link
 * Double}s. The bytes of a pickle and {@link CarbonLimits#PICKLE_OBJECTS_MAX} bound what it takes;
 * objects are shared, and may hold themselves, so nobody should follow them all the way down.
 */
final class Unpickler {
  /** None, which is nothing that a point has. */
  static final Object NONE = new Object();

  /** On the stack, where a list of items begins. */
  private record Mark() {}

  private static final Mark MARK = new Mark();
  private static final int PROTOCOL_MAX = 5;
  private static final int TEXT_LINE_MAX = 8_192;
  private static final int LONG_BYTES_MAX = 255;

  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private int objects;

  private Unpickler(byte[] pickle) {
    this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @throws RefusedException PICKLE
   */
  static Object load(byte[] pickle) throws RefusedException {
    Unpickler unpickler = new Unpickler(pickle);
    try {
      return unpickler.run();
    } catch (BufferUnderflowException e) {
      throw broken("a pickle that ends in the middle");
    }
  }

  private Object run() throws RefusedException {
    for (int opcode = in.get() & 0xFF; opcode != '.'; opcode = in.get() & 0xFF) {
      boolean isKnown =
          opcode < 0x80 ? text(opcode) || binary(opcode) || stacks(opcode) : late(opcode);
      if (!isKnown) {
        throw broken(
            "a pickle with opcode 0x%02x, which is none of lists, tuples, texts and numbers"
                .formatted(opcode));
      }
    }
    return pop();
  }

  /** Opcodes of protocol 0, whose arguments are lines. */
  private boolean text(int opcode) throws RefusedException {
    switch (opcode) {
      case 'I' -> push(integer(line()));
      case 'L' -> push(longInteger(line()));
      case 'F' -> push(floating(line()));
      case 'S' -> push(PickledText.quoted(line()));
      case 'V' -> push(PickledText.unicode(line()));
      case 'p' -> put(index(line()));
      case 'g' -> push(get(index(line())));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes of protocols 1 to 3, whose arguments are bytes. */
  private boolean binary(int opcode) throws RefusedException {
    switch (opcode) {
      case 'K' -> push((double) (in.get() & 0xFF));
      case 'M' -> push((double) (in.getShort() & 0xFFFF));
      case 'J' -> push((double) in.getInt());
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'U', 'C' -> push(string(in.get() & 0xFF));
      case 'T', 'X', 'B' -> push(string(in.getInt()));
      case 'q' -> put(in.get() & 0xFF);
      case 'r' -> put(in.getInt());
      case 'h' -> push(get(in.get() & 0xFF));
      case 'j' -> push(get(in.getInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that work on what is there. */
  private boolean stacks(int opcode) throws RefusedException {
    switch (opcode) {
      case 'N' -> push(NONE);
      case '(' -> push(MARK);
      case ')', ']' -> push(new ArrayList<>());
      case 't', 'l' -> push(popToMark());
      case 'a' -> {
        Object item = pop();
        list().add(item);
      }
      case 'e' -> {
        List<Object> items = popToMark();
        list().addAll(items);
      }
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(top());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes of protocol 2 and later. */
  private boolean late(int opcode) throws RefusedException {
    switch (opcode) {
      case 0x80 -> protocol(in.get() & 0xFF);
      case 0x85 -> push(popped(1));
      case 0x86 -> push(popped(2));
      case 0x87 -> push(popped(3));
      case 0x88 -> push(1.0);
      case 0x89 -> push(0.0);
      case 0x8A -> push(longInteger(in.get() & 0xFF));
      case 0x8B -> push(longInteger(in.getInt()));
      case 0x8C -> push(string(in.get() & 0xFF));
      case 0x8D, 0x8E -> push(string(in.getLong()));
      case 0x94 -> put(memo.size());
      case 0x95 -> in.getLong(); // A frame's length; it is all in memory.
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void protocol(int protocol) throws RefusedException {
    if (protocol > PROTOCOL_MAX) {
      throw broken("a pickle of protocol %d".formatted(protocol));
    }
  }

  private void push(Object object) throws RefusedException {
    if (++objects > CarbonLimits.PICKLE_OBJECTS_MAX) {
      throw broken("a pickle of more than %d objects".formatted(CarbonLimits.PICKLE_OBJECTS_MAX));
    }
    stack.add(object);
  }

  private Object pop() throws RefusedException {
    Object top = top();
    stack.removeLast();
    return top;
  }

  private Object top() throws RefusedException {
    if (stack.isEmpty() || stack.getLast() instanceof Mark) {
      throw broken("a pickle that takes what is not there");
    }
    return stack.getLast();
  }

  private List<Object> popped(int count) throws RefusedException {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new ArrayList<>(Arrays.asList(items));
  }

  private List<Object> popToMark() throws RefusedException {
    int mark = stack.size() - 1;
    while (mark >= 0 && !(stack.get(mark) instanceof Mark)) {
      mark--;
    }
    if (mark < 0) {
      throw broken("a pickle without a mark");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(above);
    stack.subList(mark, stack.size()).clear();
    return items;
  }

  @SuppressWarnings("unchecked") // All lists here are ours.
  private List<Object> list() throws RefusedException {
    if (top() instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw broken("a pickle that adds to what is no list");
  }

  private void put(int index) throws RefusedException {
    if (memo.size() >= CarbonLimits.PICKLE_OBJECTS_MAX) {
      throw broken(
          "a pickle that remembers more than %d objects"
              .formatted(CarbonLimits.PICKLE_OBJECTS_MAX));
    }
    memo.put(index, top());
  }

  private Object get(int index) throws RefusedException {
    Object object = memo.get(index);
    if (object == null) {
      throw broken("a pickle that does not remember what it asks for");
    }
    return object;
  }

  /** Without its end. */
  private String line() throws RefusedException {
    int begin = in.position();
    while (in.get() != '\n') {
      if (in.position() - begin > TEXT_LINE_MAX) {
        throw broken("a pickle with a line of more than %d bytes".formatted(TEXT_LINE_MAX));
      }
    }
    return decoded(begin, in.position() - 1 - begin, StandardCharsets.ISO_8859_1);
  }

  private String string(long length) throws RefusedException {
    if (length < 0 || length > in.remaining()) {
      throw broken("a pickle that ends in the middle of a text");
    }
    int begin = in.position();
    in.position(begin + (int) length);
    return decoded(begin, (int) length, StandardCharsets.UTF_8);
  }

  /** What can't be decoded is replaced; no path has the replacement. */
  private String decoded(int begin, int length, Charset charset) {
    return new String(in.array(), begin, length, charset);
  }

  private static int index(String text) throws RefusedException {
    double index = PickledText.number(text);
    if (index < 0 || index != Math.rint(index) || index > Integer.MAX_VALUE) {
      throw broken("a pickle with a place that is no number");
    }
    return (int) index;
  }

  /** Booleans are {@code 00} and {@code 01}. */
  private static double integer(String text) throws RefusedException {
    return PickledText.number(text);
  }

  private static double longInteger(String text) throws RefusedException {
    return PickledText.number(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
  }

  /** Two's complement, the lowest byte first. */
  private double longInteger(int length) throws RefusedException {
    if (length < 0 || length > LONG_BYTES_MAX) {
      throw broken("a pickle with a number of %d bytes".formatted(Integer.toUnsignedLong(length)));
    }
    byte[] bytes = new byte[length + 1];
    for (int i = length; i > 0; i--) {
      bytes[i] = in.get();
    }
    bytes[0] = (byte) (length > 0 && bytes[1] < 0 ? -1 : 0);
    return new BigInteger(bytes).doubleValue();
  }

  /** NaN and infinities are numbers here; who takes the point refuses them. */
  private static double floating(String text) throws RefusedException {
    return switch (text) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> PickledText.number(text);
    };
  }

  static RefusedException broken(String what) {
    return new RefusedException(Refusal.PICKLE, what);
  }
}

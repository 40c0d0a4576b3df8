using System.Globalization;

namespace Holdfast.Guard;

/// <summary>What the service tells a guard on its command line.</summary>
internal sealed record GuardOptions
{
    public const string Usage =
        "Usage: holdfast-guard --node N --group G --epoch E --generation K --socket PATH --authority PATH --log DIR"
        + " --alive-fd FD\n"
        + "The cluster service starts guards; see docs/guard.md.";

    public required string Node { get; init; }

    public required string Group { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The fencing token.</summary>
    public required long Generation { get; init; }

    public required string Socket { get; init; }

    /// <summary>
    /// The file that the guard and all it starts hold a lock on: beside the socket, and the same for every guard of the
    /// group.
    /// </summary>
    public string GroupLock => Path.ChangeExtension(Socket, ".lock");

    public required string Authority { get; init; }

    public required string LogFolder { get; init; }

    public required int AliveFd { get; init; }

    /// <exception cref="ArgumentException">
    /// Something is missing, doubled, unknown or no number; the message says what.
    /// </exception>
    public static GuardOptions Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Count
                || !values.TryAdd(arguments[i][2..], arguments[i + 1]))
            {
                throw new ArgumentException($"{arguments[i]} is no option with a value, or comes twice.");
            }
        }

        var options = new GuardOptions
        {
            Node = Take("node"),
            Group = Take("group"),
            Epoch = TakeNumber("epoch"),
            Generation = TakeNumber("generation"),
            Socket = Path.GetFullPath(Take("socket")),
            Authority = Take("authority"),
            LogFolder = Path.GetFullPath(Take("log")),
            AliveFd = (int)TakeNumber("alive-fd"),
        };
        return values.Count == 0 ? options : throw new ArgumentException($"--{values.Keys.First()} is unknown.");

        string Take(string name) => values.Remove(name, out string? value) && value.Length > 0
            ? value
            : throw new ArgumentException($"--{name} is missing.");

        long TakeNumber(string name) =>
            long.TryParse(Take(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new ArgumentException($"--{name} must be a number.");
    }
}

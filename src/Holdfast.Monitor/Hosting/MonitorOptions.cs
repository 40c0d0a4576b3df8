using System.Globalization;

namespace Holdfast.Monitor.Hosting;

/// <summary>What the node's service tells a monitor on its command line.</summary>
internal sealed record MonitorOptions
{
    private const string Usage = "usage: holdfast-monitor --id ID --node NODE --socket PATH --authority PATH "
        + "--calls PATH "
        + "[--log DIR] [--alive-fd FD], or holdfast-monitor --describe (DLL | FOLDER | builtin)";

    /// <summary>Its identity, unique on the node.</summary>
    public required string Id { get; init; }

    public required string Node { get; init; }

    /// <summary>The Unix socket it listens on.</summary>
    public required string Socket { get; init; }

    /// <summary>The node's authority page.</summary>
    public required string Authority { get; init; }

    /// <summary>Where it keeps its call board.</summary>
    public required string Calls { get; init; }

    /// <summary>Folder of its log; null leaves standard output as it is.</summary>
    public string? Log { get; init; }

    /// <summary>Inherited descriptor of the node's alive lock; null without one.</summary>
    public int? AliveFd { get; init; }

    /// <exception cref="OptionsException">The command line is not right.</exception>
    public static MonitorOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length
                || !given.TryAdd(args[i], args[i + 1]))
            {
                throw new OptionsException($"\"{args[i]}\" is not an option with one value; {Usage}");
            }
        }

        var options = new MonitorOptions
        {
            Id = Take("--id"),
            Node = Take("--node"),
            Socket = Take("--socket"),
            Authority = Take("--authority"),
            Calls = Take("--calls"),
            Log = given.Remove("--log", out var log) ? log : null,
            AliveFd = !given.Remove("--alive-fd", out var text) ? null
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var fd) ? fd
                : throw new OptionsException($"--alive-fd {text} is not the number of a descriptor"),
        };
        return given.Count == 0 ? options : throw new OptionsException($"unknown option {given.Keys.First()}; {Usage}");

        string Take(string name) => given.Remove(name, out var value) && value.Length > 0
            ? value
            : throw new OptionsException($"{name} is missing; {Usage}");
    }
}

/// <summary>The command line is not right.</summary>
internal sealed class OptionsException(string message) : Exception(message);

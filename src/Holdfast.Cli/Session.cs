using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Connections;

namespace Holdfast.Cli;

/// <summary>What a command works with: the node it talks to, and how it prints.</summary>
internal sealed record Session(
    CliContext Context, HoldfastClient Client, HoldfastEndpoint Endpoint, OutputFormat Format, Terminal Terminal)
{
    public bool IsJson => Format == OutputFormat.Json;

    public DateTimeOffset Now => Context.Time.GetUtcNow();

    /// <summary>Prints an answer: as JSON, or as <paramref name="show"/> does for people.</summary>
    public int Print<T>(T answer, JsonTypeInfo<T> type, Action show)
    {
        if (IsJson)
        {
            Context.Out.WriteLine(JsonSerializer.Serialize(answer, type));
        }
        else
        {
            show();
        }

        return ExitCodes.Ok;
    }

    /// <summary>Prints one line for people; nothing as JSON.</summary>
    public int Say(string line)
    {
        if (!IsJson)
        {
            Terminal.Line(line);
        }

        return ExitCodes.Ok;
    }
}

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
    /// <summary>Whether a program reads the answer: then nothing else is printed.</summary>
    public bool IsForPrograms => Format.IsForPrograms();

    /// <summary>Whether tables show all that they can.</summary>
    public bool IsWide => Format == OutputFormat.Wide;

    public DateTimeOffset Now => Context.Time.GetUtcNow();

    /// <summary>Prints an answer: as JSON (or YAML, or names), or as <paramref name="show"/> does for people.</summary>
    public int Print<T>(T answer, JsonTypeInfo<T> type, Action show)
    {
        if (IsForPrograms)
        {
            Answers.Write(Context.Out, Format, JsonSerializer.Serialize(answer, type));
        }
        else
        {
            show();
        }

        return ExitCodes.Ok;
    }

    /// <summary>Prints one line for people; nothing for programs.</summary>
    public int Say(string line)
    {
        if (!IsForPrograms)
        {
            Terminal.Line(line);
        }

        return ExitCodes.Ok;
    }
}

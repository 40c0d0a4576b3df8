using System.Text;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>A scenario as text: words of explanation, and blocks of commands with what happens then.</summary>
internal sealed record ScenarioFile(IReadOnlyList<ScenarioBlock> Blocks)
{
    private const string Separator = "----";

    public static ScenarioFile Parse(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        var blocks = new List<ScenarioBlock>();
        int at = 0;
        while (at < lines.Length)
        {
            int first = at;
            List<string> upper = Take(lines, ref at, line => line.Length > 0 && line != Separator);
            List<string>? transcript = null;
            if (at < lines.Length && lines[at] == Separator)
            {
                at++;
                transcript = Take(lines, ref at, line => line.Length > 0);
            }

            blocks.Add(new(first + 1, upper, transcript));
            at++;
        }

        return new(blocks);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (ScenarioBlock block in Blocks)
        {
            text.Append(text.Length == 0 ? "" : "\n").AppendJoin('\n', block.Commands).Append('\n');
            if (block.IsPlayed)
            {
                text.Append(Separator).Append('\n');
                text.Append(string.Concat(block.Transcript!.Select(line => line + "\n")));
            }
        }

        return text.ToString();
    }

    private static List<string> Take(string[] lines, ref int at, Func<string, bool> belongs)
    {
        var taken = new List<string>();
        while (at < lines.Length && belongs(lines[at]))
        {
            taken.Add(lines[at++]);
        }

        return taken;
    }
}

/// <summary>Some lines of commands, or of explanation alone, and what happens then.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Commands">The lines, those that begin with # too.</param>
/// <param name="Transcript">What happens; null for lines of explanation.</param>
internal sealed record ScenarioBlock(int Line, IReadOnlyList<string> Commands, IReadOnlyList<string>? Transcript)
{
    /// <summary>It has commands; a block of explanation stays as it is.</summary>
    public bool IsPlayed => Commands.Any(line => !line.StartsWith('#'));
}

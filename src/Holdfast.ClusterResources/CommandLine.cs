using System.Text;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources;

/// <summary>
/// A program and its arguments written in one line. Quotes and backslashes work as in a shell; nothing else does.
/// </summary>
internal static class CommandLine
{
    /// <summary>Takes a line apart.</summary>
    /// <param name="line">E.g. <c>/opt/app --name "two words"</c>.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <returns>What is wrong with the line; null if nothing is.</returns>
    public static string? TrySplit(string line, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        words = found;
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (quote != '\0' && letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '"' or '\'')
            {
                quote = letter;
                inWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                Finish();
            }
            else
            {
                word.Append(letter);
                inWord = true;
            }
        }

        Finish();
        return quote != '\0' ? $"a quote ({quote}) is not closed"
            : found.Count == 0 ? "names no program"
            : null;

        void Finish()
        {
            if (inWord)
            {
                found.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }

    /// <summary>What a valid line starts.</summary>
    /// <exception cref="FormatException">The line is not valid.</exception>
    public static ProcessStart Parse(string line) => TrySplit(line, out var words) is { } error
        ? throw new FormatException($"the command line {line} {error}")
        : new ProcessStart(words[0]) { Arguments = [.. words.Skip(1)] };
}

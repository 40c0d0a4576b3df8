using System.Text;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>What a scenario says against what happened, block by block.</summary>
internal static class ScenarioDiff
{
    public static string Between(ScenarioFile written, ScenarioFile played)
    {
        var text = new StringBuilder();
        foreach ((ScenarioBlock expected, ScenarioBlock actual) in written.Blocks.Zip(played.Blocks))
        {
            string[] before = [.. expected.Transcript ?? []];
            string[] after = [.. actual.Transcript ?? []];
            if (!before.SequenceEqual(after, StringComparer.Ordinal))
            {
                text.Append($"\nline {expected.Line}:\n");
                text.Append(string.Concat(expected.Commands.Select(line => $"  {line}\n")));
                text.Append("  ----\n");
                Append(text, before, after);
            }
        }

        return text.ToString();
    }

    /// <summary>The longest common subsequence stays, the rest is marked.</summary>
    private static void Append(StringBuilder text, string[] before, string[] after)
    {
        int[,] common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int left = 0;
        int right = 0;
        while (left < before.Length || right < after.Length)
        {
            if (left < before.Length && right < after.Length && before[left] == after[right])
            {
                text.Append($"  {before[left++]}\n");
                right++;
            }
            else if (right == after.Length
                || (left < before.Length && common[left + 1, right] >= common[left, right + 1]))
            {
                text.Append($"- {before[left++]}\n");
            }
            else
            {
                text.Append($"+ {after[right++]}\n");
            }
        }
    }
}

using System.Text.Json;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Targets of the Makefile, as make carries them out, with as little as they can be given.</summary>
public sealed class MakeTests
{
    [Theory]
    [InlineData("demo ONCE=1", "monitorKill")]
    [InlineData("cases ONLY=1 TIMES=1", "case")]
    [InlineData("faults ONLY=59 TIMES=1 PROFILE=fast", "fault")]
    [InlineData("bench ONLY=commit RUNS=1", "bench")]
    [InlineData("simulate SEED=5 RUNS=2", "seed")]
    public async Task Target_DoesWhatItSays_AndEndsWithOneObject(string target, string member)
    {
        (int code, string output) = await MakeAsync(target);

        Assert.True(code == 0, $"make {target}: exit {code}\n{output}");
        JsonElement last = JsonElement.Parse(output.TrimEnd().Split('\n')[^1]);
        Assert.True(last.TryGetProperty(member, out _), output);
    }

    [Fact]
    public async Task Chaos_TooShort_FailsWithTheRemedy()
    {
        (int code, string output) = await MakeAsync("chaos SECONDS=1 SEED=2 PROFILE=fast");

        Assert.Equal(2, code);
        Assert.Contains("SECONDS is \"1\"", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> MakeAsync(string target)
    {
        using var tree = new TypedTree();
        return await Shell.RunAsync($"set -eu\n{TypedTree.Make}\nmake {target}", tree.Folder, tree.Variables);
    }
}

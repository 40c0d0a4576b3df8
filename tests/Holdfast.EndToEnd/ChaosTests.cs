using System.Text.Json;
using Holdfast.Lab.Chaos;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Random faults: what is drawn, how recovery is counted, and a short run on real machines.</summary>
public sealed class ChaosTests
{
    private static readonly (string, int)[] Weights = [("killed", 3), ("never", 0), ("stopped", 1)];

    [Fact]
    public void Plan_SameSeed_IsTheSame_AndAnotherSeedIsNot()
    {
        TimeSpan length = TimeSpan.FromMinutes(10);
        IReadOnlyList<ChaosStep> plan = ChaosPlan.Draw(7, length, Weights);
        Assert.Equal(plan, ChaosPlan.Draw(7, length, Weights));
        Assert.NotEqual(plan, ChaosPlan.Draw(8, length, Weights));
        Assert.Equal(plan.Take(5), ChaosPlan.Draw(7, plan[5].At, Weights));
        Assert.InRange(plan.Count, 60, 400);
        Assert.All(plan, step => Assert.InRange(step.At, TimeSpan.Zero, length));
        Assert.DoesNotContain(plan, step => step.Fault == "never");
        Assert.Equal(Enum.GetValues<ChaosTarget>(), plan.Select(step => step.Target).Distinct().Order());
    }

    [Fact]
    public void Recovery_OfEachFault_IsTheLongestTimeWithoutAWriteAfterIt()
    {
        // The fault at 105 costs 60 ms, that at 300 nothing but the usual 10, nor that at 405; that at 410 the rest.
        long[] written = [80, 90, 100, 165, 175, .. Steps(185, 400), 900, 910];
        Assert.Equal([0, 10, 60, 490], ChaosRun.Recovery([105, 300, 405, 410], written));
        Assert.Equal([0], ChaosRun.Recovery([5], []));
    }

    private static IEnumerable<long> Steps(long from, long to)
    {
        for (long at = from; at <= to; at += 10)
        {
            yield return at;
        }
    }

    [Theory]
    [InlineData("", "", "SECONDS is \"\"")]
    [InlineData("9", "", "SECONDS is \"9\"")]
    [InlineData("-20", "", "SECONDS is \"-20\"")]
    [InlineData("20s", "", "SECONDS is \"20s\"")]
    [InlineData("20", "abc", "SEED is \"abc\"")]
    [InlineData("20", "2147483648", "SEED is \"2147483648\"")]
    public void Arguments_ThatAreWrong_AreRefusedWithTheRemedy(string seconds, string seed, string expected)
    {
        string? refusal = ChaosCommand.Refusal(seconds, seed, out _, out _);
        Assert.StartsWith(expected, refusal, StringComparison.Ordinal);
        Assert.Contains("give a whole number from", refusal, StringComparison.Ordinal);
        Assert.Null(ChaosCommand.Refusal("20", "5", out int length, out int number));
        Assert.Equal((20, 5), (length, number));
    }

    [Fact]
    public async Task RandomFaults_OnRealMachines_NothingRunsTwiceAndNothingIsLost()
    {
        await TestNetworks.RequireAsync();
        var output = new StringWriter();
        int code = await ChaosCommand.RunAsync("20", "6", "", output);
        JsonElement result = JsonElement.Parse(output.ToString());
        Assert.Equal(
            ["seed", "faults", "overlapMs", "lostWrites", "registrationsLost", "recoveryMs", "clientMs"],
            result.EnumerateObject().Select(member => member.Name));
        Assert.True(result.GetProperty("faults").GetInt32() >= 2, output.ToString());
        Assert.True(code == 0, output.ToString());
    }
}

using System.Diagnostics;
using System.Text.Json;
using Holdfast.Lab;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The fault catalogue: nothing of it is passed over in silence, and some of it on real machines.</summary>
public sealed class FaultTests
{
    private const int First = 25;
    private const int Last = 59;

    private const int OfFullDisks = 62;
    private const int OfClocks = 64;

    /// <summary>Fence agents.</summary>
    private const int OfFencing = 66;

    [Fact]
    public void EveryFaultOfServicesNetworkAndDatabase_IsPlayedOnce_OrSaidWhyNot()
    {
        IEnumerable<int> played = AllFaults.Create().Select(fault => fault.Number);
        Assert.Equal(
            [.. Enumerable.Range(First, Last - First + 1), OfFullDisks, OfClocks, OfFencing],
            played.Concat(SkippedFaults.All.Keys).Order());
        Assert.All(SkippedFaults.All.Values, why => Assert.NotEqual("", why));
    }

    [Fact]
    public void Document_HasARowOfEachWayOfEachFault_InItsOwnWords()
    {
        string[] rows = File.ReadAllLines(Path.Combine(Programs.Root, "docs", "faults.md"));
        Assert.All(
            AllFaults.Create().SelectMany(fault => fault.Ways.Select((way, index) => (fault, way, index))),
            each => Assert.Contains(rows, row => row.StartsWith(
                $"| {FaultTable.Name(each.fault, each.index)} | {each.way.Title} |", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FaultThatIsNotPlayed_IsSaidWithTheReason_AndOneThatIsNotThereIsRefused()
    {
        var output = new StringWriter();
        Assert.Equal(0, await FaultsCommand.RunAsync("59", 1, "standard", output));
        JsonElement line = JsonElement.Parse(output.ToString());
        Assert.Equal(59, line.GetProperty("fault").GetInt32());
        Assert.Equal(SkippedFaults.All[59], line.GetProperty("skipped").GetString());
        Assert.Equal(2, await FaultsCommand.RunAsync("99", 1, "standard", output));
    }

    [Theory]
    [InlineData("--times", "x", "--times is \"x\": give a whole number from 1")]
    [InlineData("--times", "0", "--times is \"0\"")]
    [InlineData("--help", "", "there is no argument \"--help\" here")]
    public void ArgumentThatIsWrong_IsRefusedByName(string name, string value, string refusal) =>
        Assert.StartsWith(
            refusal, new LabArguments([name, value], "--only", "--times#").Refusal, StringComparison.Ordinal);

    [Fact]
    public async Task InterruptedInTheMiddle_NothingIsLeftBehind()
    {
        await TestNetworks.RequireAsync();
        using Process faults = Process.Start(new ProcessStartInfo(Programs.Lab, ["faults", "--only", "25"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        string[] Spaces() => [.. Directory.GetFiles("/run/netns")
            .Where(path => Path.GetFileName(path).StartsWith($"hf{faults.Id % 100_000}x", StringComparison.Ordinal))];
        int[] running = [];
        await Until.TrueAsync("a service runs there", async () =>
        {
            foreach (string space in Spaces())
            {
                string pids = await Tool.RunAsync("ip", "netns", "pids", Path.GetFileName(space));
                running = [.. pids.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
                if (running.Any(pid => NodeProcesses.ProgramOf(pid) == "holdfastd"))
                {
                    return true;
                }
            }

            return false;
        });
        NodeProcesses.Signal(faults.Id, NodeProcesses.SigTerm);
        await faults.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, faults.ExitCode);
        Assert.Empty(Spaces());
        Assert.DoesNotContain(running, NodeProcesses.Exists);
    }

    /// <summary>Answers to the owner lost; and its requests to etcd held back until another owns the group.</summary>
    [Theory]
    [InlineData(43)]
    [InlineData(54)]
    public async Task Fault_OnRealMachines_NothingRunsTwiceAndNothingIsLost(int number)
    {
        await TestNetworks.RequireAsync();
        var output = new StringWriter();
        int code = await FaultsCommand.RunAsync($"{number}", 1, "standard", output);
        Assert.True(code == 0, output.ToString());
        Assert.Equal(1, JsonElement.Parse(output.ToString()).GetProperty("runs").GetInt32());
    }
}

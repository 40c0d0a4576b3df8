using Holdfast.Lab.Cases;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// The sixteen cases of the failure this project exists for, and the seventeenth, with real processes.
/// </summary>
public sealed class CaseTests
{
    public static TheoryData<int> Numbers => [.. AllCases.Create().Select(item => item.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Case_Played_Passes(int number)
    {
        CaseResult result = await AllCases.Create().Single(item => item.Number == number).RunAsync(times: 1);
        Assert.True(result.Pass, $"case {number}, {result.Title}: {result.Failure}");
        Assert.Equal(0, result.NullReads);
        Assert.True(result.Polls > 0);
    }

    [Fact]
    public void Cases_AreAllThere() =>
        Assert.Equal(Enumerable.Range(1, 17), AllCases.Create().Select(item => item.Number));
}

/// <summary>
/// A DLL that throws, exits, overflows the stack, runs out of memory, crashes, blocks or floods harms only itself.
/// </summary>
public sealed class MisbehaviourTests
{
    public static TheoryData<string> Ways => [.. MisbehaviourCase.All];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Dll_Misbehaves_HarmsOnlyItself(string how)
    {
        CaseResult result = await new MisbehaviourCase(how).RunAsync(times: 1);
        Assert.True(result.Pass, $"{result.Title}: {result.Failure}");
        Assert.Equal(0, result.NullReads);
    }
}

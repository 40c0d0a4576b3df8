using Holdfast.MonitorProtocol.Guards;
using Holdfast.Service.Groups.Guards;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

public sealed class LivingProcessesTests
{
    private readonly LivingProcesses _processes = new();

    private IEnumerable<int> Pids => _processes.All.Select(process => process.Pid);

    [Fact]
    public void Exit_OfAnEarlierProcess_LeavesTheOneThatReplacedIt()
    {
        Assert.True(_processes.Answer(_processes.Ask(), [Process(1)]));
        long question = _processes.Ask();
        Assert.True(_processes.Answer(question, [Process(1, exited: true), Process(2)]));
        _processes.Exited(Process(1));
        Assert.Equal([2], Pids);
    }

    [Fact]
    public void Exit_ToldBeforeAnOlderAnswer_Counts()
    {
        long question = _processes.Ask();
        _processes.Exited(Process(1));
        Assert.True(_processes.Answer(question, [Process(1), Process(2)]));
        Assert.Equal([2], Pids);
    }

    [Fact]
    public void Exit_ToldBeforeTheQuestion_IsForgotten_ForTheKernelGivesNumbersAgain()
    {
        long first = _processes.Ask();
        _processes.Exited(Process(1));
        long second = _processes.Ask();
        Assert.True(_processes.Answer(second, [Process(1)]));
        Assert.False(_processes.Answer(first, [Process(7)]));
        Assert.Equal([1], Pids);
    }

    [Fact]
    public void Start_IsKnownAtOnce_AndOnce()
    {
        _processes.Started(Process(1));
        Assert.Equal([1], Pids);
        Assert.False(_processes.Answer(_processes.Ask(), [Process(1)]));
        _processes.Started(Process(1));
        Assert.Equal([1], Pids);
        _processes.Exited(Process(1));
        Assert.Empty(Pids);
    }

    [Fact]
    public void Start_ToldBeforeAnOlderAnswer_Counts_UnlessItHasExitedSince()
    {
        long question = _processes.Ask();
        _processes.Started(Process(1));
        _processes.Started(Process(2));
        _processes.Exited(Process(1));
        Assert.False(_processes.Answer(question, []));
        Assert.Equal([2], Pids);
        Assert.True(_processes.Answer(_processes.Ask(), []));
        Assert.Empty(Pids);
    }

    [Fact]
    public void Start_WithTheNumberOfOneThatHasExited_IsAnother()
    {
        _processes.Started(Process(1));
        long question = _processes.Ask();
        _processes.Exited(Process(1));
        _processes.Started(Process(1) with { StartedAt = 2 });
        Assert.False(_processes.Answer(question, [Process(1)]));
        Assert.Equal(2, Assert.Single(_processes.All).StartedAt);
    }

    [Fact]
    public void Start_ToldAfterTheGuardsDeath_BringsNothingBack()
    {
        _processes.AllExited();
        _processes.Started(Process(1));
        Assert.Empty(Pids);
    }

    [Fact]
    public void OlderAnswer_AfterANewerOne_ChangesNothing()
    {
        long older = _processes.Ask();
        long newer = _processes.Ask();
        Assert.True(_processes.Answer(newer, [Process(2)]));
        Assert.False(_processes.Answer(older, [Process(1)]));
        Assert.Equal([2], Pids);
    }

    [Fact]
    public void NoAnswer_KeepsWhatIsKnown()
    {
        _processes.Answer(_processes.Ask(), [Process(1)]);
        Assert.False(_processes.Answer(_processes.Ask(), null));
        Assert.Equal([1], Pids);
    }

    [Fact]
    public void AnswerAfterTheGuardsDeath_BringsNothingBack()
    {
        long question = _processes.Ask();
        _processes.AllExited();
        Assert.False(_processes.Answer(question, [Process(1)]));
        Assert.Empty(Pids);
    }

    private static GuardProcess Process(int pid, bool exited = false) => new()
    {
        Resource = "app", Name = "application", Pid = pid, StartedAt = 1, HasExited = exited,
    };
}

using System.Runtime.CompilerServices;

namespace Holdfast.Service.Tests;

/// <summary>
/// As in the service, a request to an etcd that a test serves itself does not wait until the pool has looked twice for
/// a new thread: several tests wait for processes at a time, each on a thread of the pool.
/// </summary>
internal static class TestThreads
{
    [ModuleInitializer]
    internal static void Provide()
    {
        ThreadPool.GetMinThreads(out _, out int completions);
        ThreadPool.SetMinThreads(32, completions);
    }
}

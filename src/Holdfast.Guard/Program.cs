using Holdfast.Guard;
using Holdfast.Guard.Processes;

return args switch
{
    ["init", var guardHandle] => NamespaceInit.Run(guardHandle),
    ["exec", var guardPid, .. var program] => ParentDeathShim.Run(guardPid, program),
    _ => GroupGuard.Run(args),
};

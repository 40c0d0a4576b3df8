using Holdfast.Guard;
using Holdfast.Guard.Addresses;
using Holdfast.Guard.Processes;

return args switch
{
    ["init", var guardHandle] => NamespaceInit.Run(guardHandle),
    ["address", .. var held] => AddressRenewal.Run(held),
    ["exec", var guardPid, .. var program] => ParentDeathShim.Run(guardPid, program),
    _ => GroupGuard.Run(args),
};
